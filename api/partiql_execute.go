package api

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/dynactor/dynactor/internal/pagetoken"
	"github.com/dynactor/dynactor/messages"
)

// Execute executes one PartiQL statement. It returns at once with the stream of the items that a
// SELECT finds, and fetches ahead. A write is made at once, and once, whether anybody consumes the
// stream or not; its stream holds the items that the statement returns, mostly none, and says by
// its end or error what became of it. Items are unmarshalled into T whatever table the statement names.
//
// In the sync face nothing is executed before the sequence is ranged over, and it's executed anew each
// time. For a write, [Collect] does that:
//
//	_, err := api.Collect(table.Sync().Execute(ctx, api.Statement{Text: "DELETE FROM ..."}))
//
// What is wrong with statement is the stream's error, an [*OperationError] with outcome [NotSent].
func (t *Table[T]) Execute(ctx context.Context, statement Statement) *Stream[T] {
	source := pageSource[rawItem]{op: messages.ExecuteStatement, table: t.name, answer: statementItems}
	plan, err := statement.plan(t.name, &source)
	stream := &Stream[T]{flow: newFlow(t.ex, ctx, source), decode: t.Decode}
	if err != nil {
		stream.flow.refuse(t.refusal(messages.ExecuteStatement, err))
		return stream
	}
	stream.flow.begin(plan)
	return stream
}

func statementItems(output any) (items []rawItem, after place, more bool) {
	out := output.(*dynamodb.ExecuteStatementOutput)
	if out.NextToken == nil || *out.NextToken == "" {
		return out.Items, place{}, false
	}
	return out.Items, place{next: *out.NextToken}, true
}

// plan checks a statement, and says how to make its requests and where to begin.
func (s *Statement) plan(table string, source *pageSource[rawItem]) (plan flowPlan[rawItem], err error) {
	if strings.TrimSpace(s.Text) == "" {
		return plan, errors.New("the statement is empty: set its Text")
	}
	paged := pageConfig{s.Limit, s.PageSize, s.Prefetch}
	if err := paged.check(); err != nil {
		return plan, err
	}
	params, err := marshalParams(s.Params)
	if err != nil {
		return plan, err
	}
	in := dynamodb.ExecuteStatementInput{Statement: &s.Text, Parameters: params, ReturnValuesOnConditionCheckFailure: s.onFailure()}
	if s.Consistent {
		in.ConsistentRead = &s.Consistent
	}
	like := pagetoken.Token{Kind: pagetoken.Statement, Table: table, Partition: pagetoken.StatementOf(s.Text, params)}
	plan = flowPlan[rawItem]{Total: 1, Next: 1, Open: []position{{}}, Prefetch: s.Prefetch, MaxOpen: 1, Limit: s.Limit}
	if plan.Prefetch == 0 {
		plan.Prefetch = defaultPrefetch
	}
	start, given, err := tokenSource{like}.parse(s.Start)
	if err != nil {
		return plan, fmt.Errorf("start: %w", err)
	}
	if given {
		plan.Open[0].At.next, plan.Open[0].Taken = start.NextToken, start.Skip
	}
	if s.Last != nil {
		source.last = s.Last
		source.token = func(_ int, open []position) (Token, error) {
			token := like
			token.NextToken, token.Skip = open[0].At.next, open[0].Taken
			text, err := token.Encode()
			return Token(text), err
		}
	}
	source.request = func(ask pageAsk) any {
		page := in
		// A statement may filter, so a page isn't made smaller for what is wanted.
		page.Limit = paged.size(0, true)
		if ask.At.next != "" {
			page.NextToken = &ask.At.next
		}
		return &page
	}
	return plan, nil
}
