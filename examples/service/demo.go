package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	demoLinks  = 200
	demoVisits = 600 // at once, three of each link
)

// demonstrate serves on a free port, plays the service's users, and stops the service.
func demonstrate(ctx context.Context, links *service, client *dynamodb.Client) error {
	visitsBefore, err := countVisits(ctx, client, links.table)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(ctx)
	defer stop()
	stopped := make(chan error, 1)
	go func() { stopped <- serve(serving, listener, links) }()

	err = play(ctx, "http://"+listener.Addr().String())
	stop()
	if err := errors.Join(err, <-stopped); err != nil {
		return err
	}
	fmt.Println(links.summary()) // now that all visits are stored, which nobody waited for
	// Counted with the SDK's client, since the executor is closed: nothing was lost by that.
	visits, err := countVisits(ctx, client, links.table)
	if err != nil {
		return err
	}
	if visits -= visitsBefore; visits != demoVisits {
		return fmt.Errorf("%d visits were stored, there were %d", visits, demoVisits)
	}
	fmt.Printf("stopped: all %d visits were stored\n", visits)
	return nil
}

// play makes links with one request and follows them with many at once.
func play(ctx context.Context, service string) error {
	users := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: demoVisits},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer users.CloseIdleConnections()

	var urls []string
	for i := range demoLinks {
		urls = append(urls, fmt.Sprintf("https://example.com/page/%d", i))
	}
	paths, err := makeLinks(ctx, users, service, urls)
	if err != nil {
		return err
	}
	fmt.Printf("POST /links: %d links by 1 request\n", len(paths))

	var wg sync.WaitGroup
	errs := make([]error, demoVisits)
	for i := range demoVisits {
		wg.Go(func() { errs[i] = followLink(ctx, users, service+paths[i%demoLinks], urls[i%demoLinks]) })
	}
	wg.Wait()
	failed := slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d redirects failed, the first: %w", len(failed), demoVisits, failed[0])
	}
	fmt.Printf("GET /{code}: %d redirects by as many requests at once\n", demoVisits)
	return nil
}

func makeLinks(ctx context.Context, users *http.Client, service string, urls []string) (paths []string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, service+"/links", strings.NewReader(strings.Join(urls, "\n")))
	if err != nil {
		return nil, err
	}
	response, err := users.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	paths = strings.Fields(string(body))
	if response.StatusCode != http.StatusCreated || len(paths) != len(urls) {
		return nil, fmt.Errorf("POST /links answered %s: %s", response.Status, bytes.TrimSpace(body))
	}
	return paths, nil
}

func followLink(ctx context.Context, users *http.Client, link, want string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	if err != nil {
		return err
	}
	response, err := users.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if got := response.Header.Get("Location"); response.StatusCode != http.StatusFound || got != want {
		return fmt.Errorf("GET %s answered %s and leads to %q, not to %q", link, response.Status, got, want)
	}
	return nil
}

func countVisits(ctx context.Context, client *dynamodb.Client, table string) (int, error) {
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{
		TableName:                 &table,
		ConsistentRead:            aws.Bool(true),
		Select:                    types.SelectCount,
		FilterExpression:          aws.String("begins_with(id, :visit)"),
		ExpressionAttributeValues: item{":visit": text("visit/")},
	})
	visits := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return 0, err
		}
		visits += int(page.Count)
	}
	return visits, nil
}
