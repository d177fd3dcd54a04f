// Package integration holds the tests that need a real DynamoDB engine. They run twice: on api/local, in
// this process, and on DynamoDB Local, which package dynamodblocal fetches and starts, or whatever
// DYNACTOR_ENDPOINT names.
//
// Its first half proves that coalescing can't be noticed: tables of good and bad inputs are sent
// natively through the SDK's client, and then through both faces of an executor in company that
// makes a batch of them, and answers, errors and effects are compared field by field. Its second
// half runs the other operations, and the troubles that only a real engine makes.
package integration
