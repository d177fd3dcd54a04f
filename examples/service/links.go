package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/dynactor/dynactor/api"
)

// service keeps links, and their visits, in one table.
type service struct {
	ex    *api.Executor
	table string
}

func (s *service) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /links", s.shorten)
	mux.HandleFunc("GET /{code}", s.follow)
	mux.HandleFunc("GET /stats", s.stats)
	return mux
}

// shorten makes a link for each line of the body. The async face: it asks for all of them, and then
// waits for all of them.
func (s *service) shorten(w http.ResponseWriter, r *http.Request) {
	targets, err := readTargets(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var puts []*api.Future[*dynamodb.PutItemOutput]
	for _, target := range targets {
		puts = append(puts, s.ex.PutItem(r.Context(), &dynamodb.PutItemInput{
			TableName: &s.table,
			Item:      item{"id": text("link/" + codeOf(target)), "url": text(target)},
		}))
	}
	if _, err := api.All(puts...).Await(r.Context()); err != nil {
		refuse(w, err)
		return
	}
	w.WriteHeader(http.StatusCreated)
	for _, target := range targets {
		fmt.Fprintf(w, "/%s\n", codeOf(target))
	}
}

// readTargets reads one URL from each line.
func readTargets(body io.Reader) (targets []string, err error) {
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		target := lines.Text()
		u, err := url.Parse(target)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return nil, fmt.Errorf("%q is no URL such as https://go.dev", target)
		}
		targets = append(targets, target)
	}
	return targets, lines.Err()
}

// codeOf makes the code from the URL, so that making a link twice stores the same item twice. That
// way the put needs no condition: one with a condition could not be part of a batch.
func codeOf(target string) string {
	sum := sha256.Sum256([]byte(target))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// follow redirects to a link's URL. The sync face: it reads like any code that uses the SDK.
func (s *service) follow(w http.ResponseWriter, r *http.Request) {
	code := r.PathValue("code")
	out, err := s.ex.Sync().GetItem(r.Context(), &dynamodb.GetItemInput{
		TableName: &s.table,
		Key:       item{"id": text("link/" + code)},
	})
	if err != nil {
		refuse(w, err)
		return
	}
	target, ok := out.Item["url"].(*types.AttributeValueMemberS)
	if !ok {
		http.NotFound(w, r)
		return
	}
	s.visited(r.Context(), code)
	http.Redirect(w, r, target.Value, http.StatusFound)
}

// visited stores that a link was followed, and the visitor doesn't wait for it.
func (s *service) visited(ctx context.Context, code string) {
	// The request's ctx ends when its handler returns, and would withdraw the put.
	ctx = context.WithoutCancel(ctx)
	s.ex.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &s.table,
		Item: item{
			"id": text("visit/" + code + "/" + rand.Text()),
			"at": text(time.Now().UTC().Format(time.RFC3339Nano)),
		},
	}).Then(func(_ *dynamodb.PutItemOutput, err error) {
		if err != nil {
			log.Printf("a visit of %s was not stored: %v", code, err)
		}
	})
}

// stats shows the executor's counters.
func (s *service) stats(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(s.ex.Stats())
}

// refuse answers a request that DynamoDB, or the executor, failed.
func refuse(w http.ResponseWriter, err error) {
	var failure *api.OperationError
	switch {
	case errors.Is(err, context.Canceled): // the client has left, and hears no answer
	case errors.Is(err, api.ErrOverloaded), errors.Is(err, api.ErrClosed),
		errors.As(err, &failure) && failure.Outcome == api.Throttled:
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too much to do, try again", http.StatusServiceUnavailable)
	default:
		log.Print(err)
		http.Error(w, "the table can't be used", http.StatusBadGateway)
	}
}

func (s *service) summary() string {
	total := s.ex.Stats().Total
	return fmt.Sprintf("DynamoDB: %d requests in %d calls: %d calls saved, %.1f items per call, %d reads shared",
		total.Requests, total.Calls, total.CallsSaved(), total.ItemsPerCall(), total.DeduplicatedReads)
}

type item = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
