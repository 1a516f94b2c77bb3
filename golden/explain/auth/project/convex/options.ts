export const teams = { teams: { enabled: true, maximumTeams: 5 } };

export const members = {
  additionalFields: { title: { type: "string", input: true } },
} as const;
