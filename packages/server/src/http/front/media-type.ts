const FORM = 'application/x-www-form-urlencoded';

/** Whether a Content-Type header says form-encoded; parameters such as a charset are allowed only as UTF-8. */
export function isFormMediaType(header: string | undefined): boolean {
  if (header === FORM) return true;
  const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (type !== FORM) return false;
  return parameters.every((parameter) => !parameter.startsWith('charset=') || /^charset="?utf-8"?$/.test(parameter));
}
