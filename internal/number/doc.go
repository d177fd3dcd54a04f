// Package number holds DynamoDB's numbers: decimals of up to 38 significant digits, exact
// in arithmetic and in comparison. Nothing here ever becomes a float.
//
// A number has many spellings and one value: 1, 1.0 and 10e-1 are the same key, the same
// element of a number set, and equal in every condition. A Decimal is that value, in the
// only form it has, so that == is the equality of numbers.
package number
