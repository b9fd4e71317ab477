export default {
  test: {
    include: ['tests/*.test.mjs'],
    globalSetup: ['setup.mjs'],
    testTimeout: 120_000,
    // Through Vite's own runner too, as files are that lie in the project itself.
    server: { deps: { inline: [/@orderflow/] } },
  },
}
