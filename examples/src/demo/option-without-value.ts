/** The option that names nothing, `--option` or `--option=`, if any: the parser would take its default in silence. */
export const optionWithoutValue = (argv: ReadonlyArray<string>, names: ReadonlyArray<string>): string | undefined => {
  const options = names.map((name) => `--${name}`)
  return options.find((option) =>
    argv.some((given, index) => given === `${option}=` || (given === option && !argv[index + 1]))
  )
}
