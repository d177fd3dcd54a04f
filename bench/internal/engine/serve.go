package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/dynactor/dynactor/api/local"
	"github.com/dynactor/dynactor/bench/internal/server"
)

// tail is how much longer than the median one of a hundred calls takes at
// least: a lognormal distribution as wide as that of the service, whose p99 is
// a few times its median.
const tail = 4

// served are the operations that take their time, that are counted, and that
// may fail. Those around a measurement aren't.
var served = []string{
	"PutItem", "GetItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "BatchGetItem", "Query", "Scan",
	"TransactWriteItems", "TransactGetItems", "ExecuteStatement", "BatchExecuteStatement",
}

// Serve is the engine on a free loopback port, which it writes to stdout, until
// stdin ends.
func Serve(stdin io.Reader, stdout io.Writer, s Settings) (err error) {
	e, err := open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.db.Close()) }()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	listening := &http.Server{Handler: e}
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		_ = listening.Close()
	}()
	if err := server.Greet(stdout, listener.Addr()); err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := listening.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// engine is the handler of the process.
type engine struct {
	db       *local.DB
	requests http.Handler
	commands *http.ServeMux
	faults   faults
	record   recorder
}

func open(s Settings) (*engine, error) {
	options := []local.Option{local.WithLatency(local.Latency{Median: s.Latency, P99: tail * s.Latency}, served...)}
	if s.Metered {
		options = append(options, local.WithCapacity(local.Capacity{}))
	}
	db, err := local.New(options...)
	if err != nil {
		return nil, err
	}
	e := &engine{db: db, requests: db.Handler(), commands: http.NewServeMux()}
	db.Control(local.On(e.observe, served...))
	post(e.commands, MeteringPath, e.meter)
	post(e.commands, FaultsPath, e.faults.set)
	post(e.commands, WatchPath, e.record.begin)
	e.commands.HandleFunc("GET "+RecordPath, func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(e.record.read(time.Now()))
	})
	return e, nil
}

// ServeHTTP implements http.Handler.
func (e *engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/bench/") {
		e.commands.ServeHTTP(w, r)
		return
	}
	e.requests.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), clientKey{}, clientOf(r.Header.Get("Authorization")))))
}

func (e *engine) meter(m Metering) error {
	if !m.On {
		return e.db.SetCapacity(nil)
	}
	return e.db.SetCapacity(&local.Capacity{Partitions: m.Partitions})
}

// post has a command's body decoded and carried out.
func post[C any](on *http.ServeMux, path string, do func(C) error) {
	on.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		var command C
		err := json.NewDecoder(r.Body).Decode(&command)
		if err == nil {
			err = do(command)
		}
		if err != nil {
			http.Error(w, fmt.Sprintf("%s: %v", path, err), http.StatusBadRequest)
		}
	})
}

// clientKey is the place of a client's name in the context of its requests.
type clientKey struct{}

// clientOf is the name by which a client is told from others: the access key id
// that its requests are signed with.
func clientOf(authorization string) string {
	_, rest, _ := strings.Cut(authorization, "Credential=")
	name, _, _ := strings.Cut(rest, "/")
	return name
}
