export type Label = "private" | "work";

const accountFieldsOfOurs = {
	label: { type: "string" as const, required: false },
};

export { accountFieldsOfOurs as fields };
