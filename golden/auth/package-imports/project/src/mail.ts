export async function send(to: string, subject: string, text: string) {
  await fetch("https://api.postmarkapp.com/email", {
    method: "POST",
    headers: { "X-Postmark-Server-Token": process.env.POSTMARK_TOKEN! },
    body: JSON.stringify({ From: "hello@example.com", To: to, Subject: subject, TextBody: text }),
  });
}
