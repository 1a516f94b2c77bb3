export const broken = () => ({ id: "broken", schema: { ;
