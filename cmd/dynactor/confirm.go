package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxAnswer bounds the answer that's read: DynamoDB's table ARNs are at most 1,024 characters.
const maxAnswer = 2048

// confirm asks before a verb that can't be undone. The answer is the table's name.
func (a *app) confirm(ctx context.Context, t *task, on *connection) error {
	if t.warning == "" || t.common.yes || t.common.dryRun {
		return nil
	}
	table := t.places[0].table
	if !a.canAsk {
		return &usageError{fmt.Errorf("%s changes table %q and there's no terminal to ask on: give --yes, or --dry-run to see what it would do", t.verb, table)}
	}
	items := "an unknown number of items"
	if info, err := on.describe(ctx, table); err == nil {
		items = "about " + grouped(info.items) + " items, as of up to six hours ago"
	}
	fmt.Fprintf(a.stderr, "table %q (%s)\n%s\nType the table's name to go on: ", table, items, t.warning)
	answer := make(chan string, 1)
	go func() {
		line, err := bufio.NewReader(io.LimitReader(a.stdin, maxAnswer)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			line = ""
		}
		answer <- strings.TrimSpace(line)
	}()
	select {
	case got := <-answer:
		if got == table {
			return nil
		}
	case <-a.signals:
		fmt.Fprintln(a.stderr)
	case <-ctx.Done():
	}
	return errDeclined
}
