// Package truth is the truth battery: it holds the executor against a DynamoDB of its own, which
// is scripted, misbehaves by seed, enforces DynamoDB's rules and writes down everything that it
// was asked and everything that it applied. No test in it believes a counter of the executor's
// where that record can be asked.
//
// # Where is what
//
//	attrs, keys        attribute values and primary keys, understood independently of the engine
//	table, rules       the model: items in a map, and what DynamoDB would refuse
//	effect             what was applied, and whether the caller could hear of it
//	fake, fake_batch   the client: single operations and batches on the model
//	fault, errors      the trouble it makes, drawn by seed, in the SDK's shapes
//	face, ticket       the two faces behind one function, answers counted
//	op, client         what one goroutine asks for
//	scenario           clients, trouble and chaos together, and running them in virtual time
//	check_*            the properties, each held against the record
//	chaos, reach       panics inside actors; stopping, poisoning and restarting them
//	property, soak     the battery itself: with shrinking, and at length
//	linear             histories of shared keys, judged by porcupine
//	order, cancel, close, trouble, memory, panic
//	                   single behaviours, each in both faces
//	finding            bugs that the battery found, each as small as it gets
//	breach             deliberate breaks of the engine, and the tests that must go red
package truth
