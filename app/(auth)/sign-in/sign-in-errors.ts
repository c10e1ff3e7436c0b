/** next-auth's and our own error codes of a sign-in, as what happened and what to do. */
export function describeSignInError(code: string, issuer: string): string {
  switch (code) {
    case "OAuthSignin":
      return `The identity provider at ${issuer} did not answer. Try again; if it keeps happening, tell its administrator.`;
    case "OAuthCallback":
    case "Callback":
      return "The identity provider’s answer was refused or came too late, or you cancelled. Start again from this page.";
    case "AccessDenied":
      return "The identity provider does not let you use Holdpoint. Ask its administrator for access.";
    case "EmailTaken":
      return "Another account signed in here with your e-mail address before. Ask an owner to remove the old entry; accounts are never joined by e-mail alone.";
    case "IncompleteClaims":
      return "Your identity provider did not send your e-mail address. Ask its administrator to release it to Holdpoint.";
    case "WrongIssuer":
      return `Your sign-in came from another issuer than ${issuer}. Ask an owner to correct OIDC_ISSUER.`;
    case "Configuration":
      return "The console is not set up correctly for this sign-in. Its log names the variable.";
    default:
      return "The sign-in did not finish. Try again; if it keeps happening, the console’s log has the details.";
  }
}
