import { organization } from 'better-auth/plugins'

export const companies = organization({
	teams: { enabled: true, maximumTeams: 12 },
	membershipLimit: 250,
	async sendInvitationEmail({ email, organization }) {
		console.log(`${email} is invited to ${organization.name}`)
	},
})
