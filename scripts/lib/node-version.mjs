const oldest = { major: 20, minor: 19 };

/** What to tell the reader about this Node version (`20.19.1`), or null when it will do. */
export function nodeVersionProblem(version) {
  const [major, minor] = version.split('.').map(Number);
  const isNewEnough = major > oldest.major || (major === oldest.major && minor >= oldest.minor);
  if (isNewEnough) return null;
  return `Polymuse needs Node.js ${oldest.major}.${oldest.minor} or newer; this is ${version}. Get one at https://nodejs.org or with your version manager, for example "nvm install 22".`;
}
