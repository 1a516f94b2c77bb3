export { default as plugins } from "./plugins"
export { default } from "./settings"
