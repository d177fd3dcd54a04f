// Package pages is the plan of a stream of pages: which page to ask for next, which items a consumer
// gets, and where to go on. It makes no calls and knows no time, so that it can be tested as what it is,
// a state machine.
//
// Pages come in segments. Within a segment a page is asked for where the one before ended, so its pages
// come one after the other; segments are independent of each other. A query is one segment. Whoever
// uses a Plan asks for what Ask says, tells it what became of that by Arrive or Fail, and takes items.
package pages
