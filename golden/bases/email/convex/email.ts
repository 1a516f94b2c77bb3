export async function sendEmail(message: { to: string; subject: string; text: string }) {
  const response = await fetch("https://api.resend.com/emails", {
    method: "POST",
    headers: { Authorization: `Bearer ${process.env.RESEND_API_KEY}` },
    body: JSON.stringify({ from: "hello@example.com", ...message }),
  });
  if (!response.ok) throw new Error(`The email was not sent: ${response.status}`);
}
