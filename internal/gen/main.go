// Command gen writes both faces of the executor from the SDK's method set, so that an operation
// is never forgotten and never typed by hand, and the sync faces of what is written by hand in the
// async ones, those of package jobs too. It runs by go generate ./... from the package api.
//
// What counts as an operation is read by reflection: a method of *dynamodb.Client with the
// parameters (context.Context, *XInput, ...func(*dynamodb.Options)) and the results
// (*XOutput, error). Tests compare the generated faces with the SDK by the same rule, so an SDK
// upgrade that adds an operation fails until this is run again.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"text/template"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type operation struct {
	Name string
	// Table is "pointer" where the input names one table, else empty.
	Table bool
	// Token is the name of the idempotency token's field, else empty.
	Token string
	// Consumed is "one" or "many" where the output says what was consumed if it's asked, else empty.
	Consumed string
}

func operations() []operation {
	var ops []operation
	client := reflect.TypeFor[*dynamodb.Client]()
	for i := range client.NumMethod() {
		m := client.Method(i)
		if m.Type.NumIn() != 4 || m.Type.NumOut() != 2 || !m.Type.IsVariadic() {
			continue
		}
		op := operation{Name: m.Name}
		input := m.Type.In(2).Elem()
		if f, ok := input.FieldByName("TableName"); ok && f.Type == reflect.TypeFor[*string]() {
			op.Table = true
		}
		for _, name := range []string{"ClientRequestToken", "ClientToken"} {
			if _, ok := input.FieldByName(name); ok {
				op.Token = name
			}
		}
		if f, ok := m.Type.Out(0).Elem().FieldByName("ConsumedCapacity"); ok {
			switch f.Type {
			case reflect.TypeFor[*types.ConsumedCapacity]():
				op.Consumed = "one"
			case reflect.TypeFor[[]types.ConsumedCapacity]():
				op.Consumed = "many"
			}
		}
		ops = append(ops, op)
	}
	return ops
}

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	ops := operations()
	for path, text := range map[string]string{
		"messages/operation_gen.go": operationFile,
		"messages/client_gen.go":    clientFile,
		"api/executor_gen.go":       asyncFile,
		"api/sync_gen.go":           syncFile,
	} {
		write(root, path, header+text, ops)
	}
	for _, p := range faced {
		twins, err := twinsOf(root, p)
		if err != nil {
			log.Fatal(err)
		}
		write(root, p.folder+"/"+p.file, twinText, twins)
	}
}

// write executes a template and writes what comes out, formatted.
func write(root, path, text string, data any) {
	var out bytes.Buffer
	if err := template.Must(template.New(path).Parse(text)).Execute(&out, data); err != nil {
		log.Fatalf("%s: %v", path, err)
	}
	src, err := format.Source(out.Bytes())
	if err != nil {
		log.Fatalf("%s: %v", path, err)
	}
	if err := os.WriteFile(filepath.Join(root, path), src, 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Println("wrote", path)
}
