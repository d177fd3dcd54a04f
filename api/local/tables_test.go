package local

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"
)

func TestTablesOfRequestsThatNameSeveral(t *testing.T) {
	for name, test := range map[string]struct {
		input any
		want  []string
	}{
		"batch of writes":       {&dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{"b": nil, "a": nil}}, []string{"a", "b"}},
		"batch of reads":        {&dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"a": {}, ordersARN: {}}}, []string{"a", "orders"}},
		"transaction of writes": {&dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Put: &types.Put{TableName: aws.String("p")}}, {Update: &types.Update{TableName: aws.String("u")}}, {Delete: &types.Delete{TableName: aws.String("d")}}, {ConditionCheck: &types.ConditionCheck{TableName: aws.String("u")}}, {}}}, []string{"d", "p", "u"}},
		"transaction of reads":  {&dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{{Get: &types.Get{TableName: aws.String("g")}}, {}}}, []string{"g"}},
		"statements":            {&dynamodb.BatchExecuteStatementInput{Statements: []types.BatchStatementRequest{{Statement: aws.String(`SELECT * FROM "s" WHERE pk = 'a'`)}, {}}}, []string{"s"}},
		"transaction of these":  {&dynamodb.ExecuteTransactionInput{TransactStatements: []types.ParameterizedStatement{{Statement: aws.String(`INSERT INTO i VALUE {'pk': ?}`)}}}, []string{"i"}},
		"statement":             {&dynamodb.ExecuteStatementInput{Statement: aws.String(`UPDATE u SET a = 1`)}, []string{"u"}},
		"an ARN":                {&dynamodb.TagResourceInput{ResourceArn: aws.String(ordersARN + "/index/i")}, []string{"orders"}},
		"not an ARN of a table": {&dynamodb.TagResourceInput{ResourceArn: aws.String("arn:aws:s3:::bucket")}, []string{"arn:aws:s3:::bucket"}},
		"none":                  {&dynamodb.ListTablesInput{}, []string{}},
		"none given":            {&dynamodb.PutItemInput{}, []string{}},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, test.want, (&Request{Input: test.input}).Tables()) })
	}
}

// Whatever operation has a TableName, its table is found.
func TestTablesOfAllOperations(t *testing.T) {
	named := 0
	for _, o := range operations {
		input := o.newInput()
		field := reflect.ValueOf(input).Elem().FieldByName("TableName")
		if !field.IsValid() {
			continue
		}
		field.Set(reflect.ValueOf(aws.String("orders")))
		require.Equal(t, []string{"orders"}, tablesOf(input), o.name)
		named++
	}
	require.Equal(t, 12, named)
}

func TestStatementTable(t *testing.T) {
	for statement, want := range map[string]string{
		`SELECT * FROM "Music"`:                                 "Music",
		`select artist from Music where a = 'UPDATE x'`:         "Music",
		`SELECT 'FROM x', "FROM" FROM t`:                        "t",
		`SELECT * FROM "Music"."by-year" WHERE y=1`:             "Music",
		`SELECT * FROM Music.byYear`:                            "Music",
		`INSERT INTO "a""b" VALUE {'pk':'it''s FROM y'}`:        `a"b`,
		`UPDATE "t-1" SET x='a' WHERE pk=1`:                     "t-1",
		`DELETE FROM "t.1" WHERE pk=1`:                          "t.1",
		"EXISTS(SELECT * FROM\n\"e\" WHERE pk='a' AND b = 'c')": "e",
		`SELECT * FROM`:                                         "",
		`SELECT * FROM ""`:                                      "",
		`SELECT 'unclosed FROM x`:                               "",
		`FROMAGE x`:                                             "",
		``:                                                      "",
	} {
		got := statementTable(&statement)
		if want == "" {
			require.Nil(t, got, statement)
			continue
		}
		require.NotNil(t, got, statement)
		require.Equal(t, want, *got, statement)
	}
	require.Nil(t, statementTable(nil))
}

func FuzzStatementTable(f *testing.F) {
	for _, s := range []string{`SELECT * FROM "Music"`, `INSERT INTO "a""b" VALUE {'pk':'it''s'}`, `'`, `"`, `''`, `FROM é`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := statementTable(&s); got != nil {
			if *got == "" || len(*got) > len(s) || !strings.Contains(strings.ReplaceAll(s, `""`, `"`), *got) {
				t.Fatalf("%q has the table %q", s, *got)
			}
		}
	})
}
