#!/usr/bin/env bash
# Drives a login through Apache with mod_auth_openidc, as Debian ships it: signing in, introspection, signing out. On request, not in CI.
set -euo pipefail
source "$(dirname "$0")/support.sh"
need_package libapache2-mod-auth-openidc
begin_results mod-auth-openidc libapache2-mod-auth-openidc

start_hufu
APACHE_PORT=$(free_port)
SITE=http://localhost:$APACHE_PORT
IFS=$'\t' read -r CLIENT_ID CLIENT_SECRET < <(register <<YAML
clients:
  - fullname: Apache
    redirect_uris: ['$SITE/private/callback']
    post_logout_redirect_uris: ['$SITE/bye.html']
    grant_types: [authorization_code, refresh_token, client_credentials]
    token_endpoint_auth_method: client_secret_basic
    require_pkce: true
    scope: openid profile email role:read
    default_scope: role:read
YAML
)

mkdir -p "$WORK/site/private" "$WORK/site/api" "$WORK/cache"
echo 'You have signed out of Apache.' >"$WORK/site/bye.html"
cat >"$WORK/site/private/index.shtml" <<'HTML'
user=<!--#echo var="REMOTE_USER" --> name=<!--#echo var="OIDC_CLAIM_name" --> email=<!--#echo var="OIDC_CLAIM_email" --> sid=<!--#echo var="OIDC_CLAIM_sid" -->
HTML
echo 'the API has let you in' >"$WORK/site/api/index.shtml"
cat >"$WORK/apache.conf" <<CONF
ServerRoot /usr/lib/apache2
ServerName localhost
Listen 127.0.0.1:$APACHE_PORT
PidFile $WORK/apache.pid
Mutex file:$WORK/cache default
ErrorLog $WORK/apache.log
LogLevel warn auth_openidc:info
DocumentRoot $WORK/site
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authn_core_module modules/mod_authn_core.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule authz_user_module modules/mod_authz_user.so
LoadModule dir_module modules/mod_dir.so
LoadModule mime_module modules/mod_mime.so
LoadModule include_module modules/mod_include.so
LoadModule auth_openidc_module modules/mod_auth_openidc.so
$([[ $(id -u) == 0 ]] && printf 'User www-data\nGroup www-data')
TypesConfig /dev/null
AddType text/html .shtml .html
AddOutputFilter INCLUDES .shtml
AddDefaultCharset utf-8
DirectoryIndex index.shtml
<Directory $WORK/site>
  Options +Includes
  Require all granted
</Directory>
OIDCCacheType shm
OIDCProviderMetadataURL $ISSUER/.well-known/openid-configuration
OIDCClientID $CLIENT_ID
OIDCClientSecret $CLIENT_SECRET
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRedirectURI $SITE/private/callback
OIDCScope "openid profile email"
OIDCPKCEMethod S256
OIDCRemoteUserClaim sub
OIDCCryptoPassphrase $(head -c 24 /dev/urandom | base64)
# The metadata, since the address of the endpoint itself would have to be https.
OIDCOAuthServerMetadataURL $ISSUER/.well-known/openid-configuration
OIDCOAuthIntrospectionEndpointAuth client_secret_basic
OIDCOAuthClientID $CLIENT_ID
OIDCOAuthClientSecret $CLIENT_SECRET
OIDCOAuthRemoteUserClaim client_id
<Location /private>
  AuthType openid-connect
  Require valid-user
</Location>
<Location /api>
  AuthType oauth20
  Require claim scope:role:read
</Location>
CONF
# Apache's own user reads the site, and nothing else.
chmod a+x "$WORK"
chmod -R a+rX "$WORK/site"
chmod a+rwx "$WORK/cache"
apache2 -X -f "$WORK/apache.conf" &
STARTED+=($!)
wait_for "$SITE/bye.html"

page=$(browse "$SITE/private/" || true)
expect 'OpenID Connect Core §3.1' 'discovery, code with PKCE, ID token by the key set, userinfo' "$page" "user=$PERSON name=林晓雨 email=lin@example.com sid=.+"

token=$(curl -s -u "$CLIENT_ID:$CLIENT_SECRET" "$ISSUER/oauth2/token" -d grant_type=client_credentials -d scope=role:read | jq -r .access_token)
answer=$(curl -s -H "Authorization: Bearer $token" "$SITE/api/" || true)
expect 'RFC 7662 §2' 'as a resource server it asks about a token, and lets it in' "$answer" 'the API has let you in'
status=$(curl -s -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer hfa_unknown' "$SITE/api/" || true)
expect 'RFC 7662 §2.2' 'as a resource server it refuses a token that is not active' "$status" '^401$'

if curl -s "$ISSUER/.well-known/openid-configuration" | jq -e .end_session_endpoint >/dev/null; then
  page=$(browse "$SITE/private/" "$SITE/private/callback?logout=$(jq -rn --arg url "$SITE/bye.html" '$url | @uri')" || true)
  expect 'OpenID Connect RP-Initiated Logout §2' 'signing out at Apache goes by this server, and leads back' "$page" 'You have signed out of Apache.'
else
  not_run 'OpenID Connect RP-Initiated Logout §2' 'signing out at Apache' 'the server names no end_session_endpoint'
fi
end_results
