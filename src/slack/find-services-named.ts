/** Services named in a message, as whole words, in the order of the configuration. */
export function findServicesNamed(content: string, services: readonly string[]): readonly string[] {
  const words = new Set(
    content
      .toLowerCase()
      .split(/[^\w.-]+/)
      .flatMap((word) => [word, word.replace(/[.-]+$/, '')]),
  )
  return services.filter((service) => words.has(service.toLowerCase()))
}
