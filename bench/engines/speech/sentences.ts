/** Twenty plain sentences, written before anything was measured with them and not changed since. */
export const PLAIN_SENTENCES: readonly string[] = [
  "The meeting will start at nine o'clock in the morning.",
  'She opened the window and looked out at the rain.',
  'We are going to visit our friends in the city next week.',
  'The government announced a new plan to build more houses.',
  'He forgot to close the door when he left the house.',
  'There are many people waiting at the station.',
  'I would like to have a cup of coffee with milk.',
  'The weather will be warm and sunny for the rest of the week.',
  'My brother works in a large company near the river.',
  'The children were playing in the garden after school.',
  'You can find the answer on the last page of the book.',
  'The company sold more than two million cars last year.',
  'It takes about twenty minutes to walk to the market.',
  'The doctor told him to stay in bed for a few days.',
  'They bought a small house with a view of the mountains.',
  'Please send me a letter when you arrive.',
  'The train was late because of the heavy snow.',
  'Most of the students passed the final examination.',
  'The president will speak to the nation on television tonight.',
  'We have to leave early if we want to see the sunrise.',
];

/** Ten of the "Harvard" sentences (IEEE, 1969): hard for a recogniser, since their words hardly follow from each other. */
export const HARVARD_SENTENCES: readonly string[] = [
  'The birch canoe slid on the smooth planks.',
  'Glue the sheet to the dark blue background.',
  'It is easy to tell the depth of a well.',
  'These days a chicken leg is a rare dish.',
  'Rice is often served in round bowls.',
  'The juice of lemons makes fine punch.',
  'The box was thrown beside the parked truck.',
  'The hogs were fed chopped corn and garbage.',
  'Four hours of steady work faced us.',
  'A large size in stockings is hard to sell.',
];
