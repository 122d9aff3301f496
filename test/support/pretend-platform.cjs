// For `node --require`: the process is on another platform, as far as JavaScript can tell. PRETEND is 'darwin/arm64'.
const [platform, arch] = process.env.PRETEND.split('/')
Object.defineProperty(process, 'platform', { value: platform })
Object.defineProperty(process, 'arch', { value: arch })
