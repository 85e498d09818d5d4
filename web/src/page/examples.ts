// Made-up data sets for visitors who want to see an answer first.

export interface Example {
  name: string;
  title: string;
  description: string;
}

export const EXAMPLES: readonly Example[] = [
  {
    name: 'Hospital stays',
    title: 'Length of hospital stays, 2015 to 2023',
    description:
      'One row for each stay of an adult patient in twelve public hospitals: age group, ' +
      'diagnosis, ward, days until discharge, and whether the patient came back within thirty ' +
      'days. Collected to predict readmission and to plan beds. Names and dates of birth were ' +
      'removed.',
  },
  {
    name: 'Football results',
    title: 'Every match of a national football league',
    description:
      'Results of 11,400 matches over thirty seasons: home and away team, goals at half time and ' +
      'at the end, cards, attendance, and the odds of three bookmakers before kick-off.',
  },
  {
    name: 'Bird songs',
    title: 'Recordings of birds at dawn',
    description:
      'Four thousand short audio clips of forty species, recorded in woodland at dawn. Each clip ' +
      'is labelled by an ornithologist with the species heard. Meant for training sound ' +
      'classification with convolutional neural networks on spectrograms.',
  },
  {
    name: 'Shop orders',
    title: 'Orders of an online shop for household goods',
    description:
      'Two years of orders: time, country, product category, price, quantity, discount, shipping ' +
      'cost, and the review that the customer left. Useful for sales forecasting, customer ' +
      'segmentation and sentiment analysis of reviews.',
  },
];
