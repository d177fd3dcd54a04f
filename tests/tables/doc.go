// Package tables holds the tests of the typed tables. Each feature has one table of cases, which runs four
// times: in both faces, on api/local and on DynamoDB Local, with the same expectations. What a typed
// call did is read, and what it should find is written, by a plain client of the SDK on the same
// engine, as attributes that are spelt out in the test.
package tables
