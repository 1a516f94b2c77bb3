export const sendCode = async (message: { phoneNumber: string; code: string }) => {
  console.log('a code for', message.phoneNumber)
}
