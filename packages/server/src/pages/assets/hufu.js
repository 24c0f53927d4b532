// The pages work without this file. No string becomes markup here, so Trusted Types have nothing to object to.

const SENT_FOR_MILLISECONDS = 8000;

/** Moves the set-up token from the link into its field, so that it stays neither in the address bar nor in the history. */
function takeSetupToken() {
  const field = document.getElementById('token');
  const token = location.hash.slice(1);
  if (!(field instanceof HTMLInputElement) || !/^[A-Za-z0-9._~-]{8,256}$/.test(token)) return;
  field.value = token;
  history.replaceState(null, '', location.pathname + location.search);
  document.getElementById('username')?.focus();
}

/** The page in the other language needs the token too; it travels in the part of the link that is never sent. */
function keepSetupToken() {
  const field = document.getElementById('token');
  if (!(field instanceof HTMLInputElement)) return;
  for (const link of document.querySelectorAll('.languages a')) {
    link.addEventListener('click', () => {
      link.hash = encodeURIComponent(field.value);
    });
  }
}

/** A second click on a button must not send the form twice: a code or a link works once only. */
function sendOnce(form) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = '';
    setTimeout(() => delete form.dataset.sent, SENT_FOR_MILLISECONDS);
  });
}

function offerReveal(button) {
  const field = document.getElementById(button.dataset.reveals);
  if (!(field instanceof HTMLInputElement)) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const reveal = field.type === 'password';
    field.type = reveal ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(reveal));
  });
  // Sent as a password again, so that the browser neither remembers nor suggests it as text.
  field.form?.addEventListener('submit', () => {
    field.type = 'password';
    button.setAttribute('aria-pressed', 'false');
  });
}

/** Times come in UTC; the reader's own time zone is known only here. */
function localizeTime(element) {
  const { lang } = document.documentElement;
  const format = new Intl.DateTimeFormat(lang, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const offset = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' });
  const moment = new Date(element.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  const zone = offset.formatToParts(moment).find((part) => part.type === 'timeZoneName')?.value ?? '';
  element.textContent = `${format.format(moment)} ${zone.replace('GMT', 'UTC').replace(/\+0$/, '')}`;
}

/** An answer to an application is on its way: the button is for those without a script. */
function sendItself(form) {
  form.requestSubmit();
}

takeSetupToken();
keepSetupToken();
document.querySelectorAll('form').forEach(sendOnce);
document.querySelectorAll('form[data-sends-itself]').forEach(sendItself);
document.querySelectorAll('button[data-reveals]').forEach(offerReveal);
document.querySelectorAll('time').forEach(localizeTime);
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form')) delete form.dataset.sent;
});
