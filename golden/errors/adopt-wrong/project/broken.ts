export default defineSchema({
