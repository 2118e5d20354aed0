"""What is proved of the rules as a set: that they come to an end, and that scores stay bounded.

- that rules which follow from changes of others end: `thresholds`, with the changes that could make
  a condition true (`moves`) and the order in which loops run down (`endings`);
- that no score leaves 64 bits: `growth`, with how often things can happen (`firing`).
"""
