const settings = { appName: "Beacon" }

export default settings
