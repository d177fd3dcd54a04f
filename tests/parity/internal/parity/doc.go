// Package parity checks that whatever one face of the API can do, the other can: with the same
// methods, parameters and results, the same tests, pages that show both, the async one first, and
// an example and a doc comment for everything.
//
// Only the packages are listed by hand. A face is an exported type X of one of them that has an exported twin
// SyncX, and everything else follows from their method sets, from the types that go/types gives to
// the code of tests and snippets, and from the conventions of the pages. Each rule has a file:
//
//	twins.go       a method of one face is missing in the other
//	signatures.go  parameters or results differ
//	tests.go       a test of one face has no twin in the other
//	pages.go       a page shows one face only, or the sync one first
//	comments.go    an exported identifier has no doc comment
//	examples.go    an operation has no runnable example
//
// face.go finds the faces, and answers.go what their async methods return; uses.go and reach.go find out which
// face a piece of code uses, by itself and through what it calls.
package parity
