import { phoneNumber } from "better-auth/plugins"
import { sendSms } from "@/lib/sms"

export const sharedPlugins = [
  phoneNumber({
    sendOTP: ({ phoneNumber, code }) => sendSms(phoneNumber, `Your code: ${code}`),
  }),
]
