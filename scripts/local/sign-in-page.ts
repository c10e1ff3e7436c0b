const style = `
:root { color-scheme: light dark; --bg: #f7f7f8; --card: #fff; --text: #17181a; --muted: #5c6067; --line: #d6d8dc; --accent: #2f5bd7; --on-accent: #fff; --bad: #b42318 }
@media (prefers-color-scheme: dark) { :root { --bg: #111214; --card: #191b1e; --text: #ececee; --muted: #a0a4ab; --line: #383b41; --accent: #7c9cf5; --on-accent: #10131c; --bad: #ff8a7a } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px; background: var(--bg); color: var(--text); font: 14px/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 340px; padding: 24px; background: var(--card); border: 1px solid var(--line); border-radius: 8px }
h1 { margin: 0; font-size: 17px }
p { margin: 4px 0 16px; color: var(--muted) }
p[role=alert] { color: var(--bad); margin: 0 0 12px }
label { display: block; margin: 12px 0 4px; font-weight: 500 }
input { width: 100%; height: 36px; padding: 0 10px; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; font: inherit }
button { width: 100%; height: 36px; margin-top: 20px; border: 0; border-radius: 6px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
`;

/** The sign-in page of the local provider; `email` refills the form, `problem` says why it is shown again. */
export function signInPage(view: { clientId: string; email: string; problem?: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in: local identity provider</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Sign in</h1>
<p>Local identity provider, for <strong>${escapeHtml(view.clientId)}</strong>. The start command printed the passwords.</p>
${view.problem ? `<p role="alert">${escapeHtml(view.problem)}</p>` : ""}
<form method="post">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required value="${escapeHtml(view.email)}"${view.email ? "" : " autofocus"}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${view.email ? " autofocus" : ""}>
<button type="submit">Sign in</button>
</form>
</main>
</body>
</html>
`;
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}
