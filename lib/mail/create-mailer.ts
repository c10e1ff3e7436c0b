import { createTransport } from "nodemailer";
import type { Posting } from "#lib/webhooks/post-webhook.ts";

const timeoutMs = 10_000;

export type Mailer = {
  /** Sends one plain-text message. Never throws for what a network or a mail server may do. */
  send(message: { id: string; to: string; subject: string; text: string }): Promise<Posting>;
  close(): void;
};

/**
 * Mail by SMTP. `url`: smtp:// (STARTTLS where the server offers it, `?requireTLS=true` to insist) or smtps://, with user
 * and password. A message keeps its Message-ID at every attempt, by which mail servers tell a repetition.
 */
export function createMailer({ url, from }: { url: string; from: string }): Mailer {
  const times = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  const transport = createTransport({
    ...times,
    url,
    pool: true,
    maxConnections: 2,
    // A message is made of what is given here and of nothing that it names.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^>\s]+)>?$/.exec(from)?.[1] ?? "holdpoint.invalid";
  return {
    async send({ id, to, subject, text }) {
      try {
        await transport.sendMail({
          from,
          to: { name: "", address: to },
          subject,
          text,
          messageId: `<${id}@${domain}>`,
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { outcome: "accepted" };
      } catch (error) {
        return postingOf(error);
      }
    },
    close: () => transport.close(),
  };
}

function postingOf(error: unknown): Posting {
  const { code, responseCode = 0 } = error as { code?: string; responseCode?: number };
  const said = responseCode === 0 ? (code ?? "the connection failed") : String(responseCode);
  // A mailbox that is refused for good; a login that is refused is the operator's to put right, and tried again.
  if (code === "EENVELOPE" && responseCode >= 500) {
    return { outcome: "refused", error: `The mail server refused the address (${said}).` };
  }
  return { outcome: "retry", error: `The mail server did not take it (${said}).`, afterMs: 0 };
}
