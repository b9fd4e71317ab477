/** The headings of CONTRIBUTING.md under which every step is one that can be followed to the letter. */
export const guides = {
  event: 'Add an event in half an hour',
  service: 'Add a service that reads events',
} as const
