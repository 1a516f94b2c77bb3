export default "invoice";
