package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadog"
)

type report struct {
	Name  string `json:"name"`
	Error string `json:"error,omitempty"`
}

// test runs one step and writes a line of JSON about it. A later step may stand on what an earlier one has made.
func test(name string, do func()) {
	said := report{Name: name}
	defer func() {
		if failure := recover(); failure != nil {
			said.Error = fmt.Sprint(failure)
		}
		_ = json.NewEncoder(os.Stdout).Encode(said)
	}()
	do()
}

// expect fails the step.
func expect(holds bool, format string, values ...any) {
	if !holds {
		panic(fmt.Sprintf(format, values...))
	}
}

// whole answers what the client made of an answer. It keeps what does not fit its models and says nothing; this fails.
func whole[Answer, Response any](answer Answer, _ Response, err error) Answer {
	succeeds(err)
	unparsed, what := datadog.ContainsUnparsedObject(answer)
	expect(!unparsed, "the client cannot parse %v", what)
	return answer
}

// done is for operations without a body.
func done[Response any](_ Response, err error) {
	succeeds(err)
}

func succeeds(err error) {
	var failure datadog.GenericOpenAPIError
	if errors.As(err, &failure) {
		panic(fmt.Sprintf("%s: %s", failure.Error(), failure.Body()))
	}
	expect(err == nil, "%v", err)
}

// refused expects the status and a body with errors.
func refused(status int, got int, err error) {
	var failure datadog.GenericOpenAPIError
	expect(errors.As(err, &failure), "expected the API to refuse, got %v", err)
	expect(got == status, "expected %d, got %d: %s", status, got, failure.Body())
	var body struct{ Errors []any }
	expect(json.Unmarshal(failure.Body(), &body) == nil && len(body.Errors) > 0, "no errors in %s", failure.Body())
}
