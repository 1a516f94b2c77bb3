export async function sendSms(to: string, body: string) {
  await fetch(process.env.SMS_URL!, { method: "POST", body: JSON.stringify({ to, body }) })
}
