import { useInBadWeather } from './bad-weather.ts'
import { writeSoakSection } from './soak-section.ts'

/** `npm run soak:slack [minutes]`: five minutes of continuous use with every fault at once. Exit code 1 when a run is broken. */
// As `503 serve` does: what the SDK leaves unheard is said, and ends nothing.
process.on('unhandledRejection', (error) => console.error('unhandled rejection:', error))
const minutes = Number(process.argv[2] ?? 5)
console.log(`Using the bot in bad weather for ${minutes} min …`)
const weathered = await useInBadWeather({ forMs: minutes * 60_000, everyMs: 6000, settleMs: 180_000 })
console.log(JSON.stringify(weathered, undefined, 2))
if (minutes >= 5) await writeSoakSection(weathered, minutes)
process.exitCode = weathered.broken.length > 0 || weathered.runs !== weathered.taken ? 1 : 0
