// Command go-client drives the product with the official Go client. The host and the two keys are all that is set.
package main

import (
	"context"
	"os"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadog"
	v2 "github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"
	"github.com/google/uuid"
)

const nowhere = "00000000-0000-4000-8000-00000000dead"

func keys(of string) context.Context {
	return context.WithValue(context.Background(), datadog.ContextAPIKeys, map[string]datadog.APIKey{
		"apiKeyAuth": {Key: os.Getenv(of + "_API_KEY")},
		"appKeyAuth": {Key: os.Getenv(of + "_APPLICATION_KEY")},
	})
}

func configured() *datadog.Configuration {
	configuration := datadog.NewConfiguration()
	product := datadog.ServerConfigurations{{URL: os.Getenv("PRODUCT_URL")}}
	configuration.Servers = product
	// Paging has hosts of its own.
	for operation := range configuration.OperationServers {
		configuration.OperationServers[operation] = product
	}
	return configuration
}

func main() {
	client := datadog.NewAPIClient(configured())
	ctx, stranger := keys("PRODUCT"), keys("OTHER")
	users, teams := v2.NewUsersApi(client), v2.NewTeamsApi(client)
	onCall, paging := v2.NewOnCallApi(client), v2.NewOnCallPagingApi(client)

	var first, second, team, schedule, policy string
	var page uuid.UUID

	test("people and their team", func() {
		create := func(name string) string {
			made := whole(users.CreateUser(ctx, userRequest(name))).Data
			expect(made.Attributes.GetName() == name, "name %s", made.Attributes.GetName())
			expect(time.Since(made.Attributes.GetCreatedAt()).Abs() < time.Minute, "created %v", made.Attributes.CreatedAt)
			return made.GetId()
		}
		first, second = create("Radia"), create("Barbara")
		team = whole(teams.CreateTeam(ctx, teamRequest("gophers", "Gophers"))).Data.GetId()
		joined := whole(teams.CreateTeamMembership(ctx, team, membershipRequest(first))).Data
		expect(joined.Relationships.User.Data.GetId() == first, "member %v", joined.Relationships.User)
	})

	test("a schedule answers who is on call", func() {
		began := time.Now().UTC().Truncate(time.Second).Add(-time.Hour)
		include := v2.NewCreateOnCallScheduleOptionalParameters().WithInclude("teams,layers,layers.members.user")
		made := whole(onCall.CreateOnCallSchedule(ctx, scheduleRequest("Gophers", team, began, first, second), *include))
		schedule = made.Data.GetId()
		for _, item := range made.Included {
			if item.Layer != nil {
				expect(item.Layer.Attributes.GetRotationStart().Equal(began), "starts %v", item.Layer.Attributes.RotationStart)
			}
		}
		user := v2.NewGetScheduleOnCallUserOptionalParameters().WithInclude("user")
		shift := whole(onCall.GetScheduleOnCallUser(ctx, schedule, *user))
		expect(shift.Data.Relationships.User.Data.GetId() == first, "on call %v", shift.Data.Relationships.User)
		expect(shift.Data.Attributes.GetEnd().Equal(began.AddDate(0, 0, 1)), "ends %v", shift.Data.Attributes.End)
		expect(len(shift.Included) == 1, "included %v", shift.Included)

		all := v2.NewGetScheduleOnCallRespondersOptionalParameters().
			WithFilterPosition("previous,current,next").WithInclude("schedule,responders.shifts.user")
		responders := whole(onCall.GetScheduleOnCallResponders(ctx, schedule, *all))
		expect(len(responders.Included) >= 5, "included %v", responders.Included)
	})

	test("schedules are listed page by page", func() {
		for range 4 {
			whole(onCall.CreateOnCallSchedule(ctx, scheduleRequest("Counted", team, time.Now(), first)))
		}
		pages := v2.NewListOnCallSchedulesOptionalParameters().WithPageSize(2).WithFilterQuery("counted").WithInclude("teams")
		found := 0
		items, stop := onCall.ListOnCallSchedulesWithPagination(ctx, *pages)
		defer stop()
		for item := range items {
			whole(item.Item, 0, item.Error)
			found++
		}
		expect(found == 4, "%d schedules", found)
	})

	test("a policy and the routing rule of the team", func() {
		include := v2.NewCreateOnCallEscalationPolicyOptionalParameters().WithInclude("teams,steps.targets")
		first := target(v2.ESCALATIONPOLICYSTEPTARGETTYPE_SCHEDULES, schedule)
		then := target(v2.ESCALATIONPOLICYSTEPTARGETTYPE_USERS, second)
		made := whole(onCall.CreateOnCallEscalationPolicy(ctx, policyRequest("Gophers", team, first, then), *include))
		policy = made.Data.GetId()
		expect(len(made.Data.Relationships.Steps.Data) == 2, "steps %v", made.Data.Relationships.Steps)

		rules := v2.NewSetOnCallTeamRoutingRulesOptionalParameters().WithInclude("rules")
		set := whole(onCall.SetOnCallTeamRoutingRules(ctx, team, routingRequest(team, policy), *rules))
		expect(len(set.Included) == 1, "included %v", set.Included)
		rule := set.Included[0].RoutingRule
		expect(rule.Attributes.GetUrgency() == v2.URGENCY_HIGH, "urgency %v", rule.Attributes.Urgency)
		expect(rule.Relationships.Policy.Data.GetId() == policy, "policy %v", rule.Relationships.Policy)
	})

	test("who of the team is on call", func() {
		include := v2.NewGetTeamOnCallUsersOptionalParameters().WithInclude("responders,escalations.responders")
		found := whole(onCall.GetTeamOnCallUsers(ctx, team, *include))
		responders := found.Data.Relationships.Responders.Data
		expect(len(responders) == 1 && responders[0].GetId() == first, "responders %v", responders)
	})

	test("a channel and a rule of a person", func() {
		channel := whole(onCall.CreateUserNotificationChannel(ctx, first, channelRequest("radia@phones.example")))
		config := channel.Data.Attributes.Config.NotificationChannelEmailConfig
		expect(config != nil && config.GetAddress() == "radia@phones.example", "config %v", channel.Data.Attributes.Config)
		rule := whole(onCall.CreateUserNotificationRule(ctx, first, ruleRequest(channel.Data.GetId(), 5)))
		expect(rule.Data.Attributes.GetDelayMinutes() == 5, "delay %v", rule.Data.Attributes.DelayMinutes)
		include := v2.NewListUserNotificationRulesOptionalParameters().WithInclude("channel")
		listed := whole(onCall.ListUserNotificationRules(ctx, first, *include))
		expect(len(listed.Data) == 1 && len(listed.Included) == 1, "rules %v", listed)
	})

	test("a page is acknowledged, escalated and resolved", func() {
		made := whole(paging.CreateOnCallPage(ctx, pageRequest("Checkout is down", "gophers")))
		// The other operations take nothing else than a UUID.
		page = uuid.MustParse(made.Data.GetId())
		done(paging.AcknowledgeOnCallPage(ctx, page))
		done(paging.EscalateOnCallPage(ctx, page))
		done(paging.ResolveOnCallPage(ctx, page))
	})

	test("what is not there, or another organization's, is refused with a reason", func() {
		_, response, err := onCall.GetOnCallSchedule(ctx, nowhere)
		refused(404, response.StatusCode, err)
		_, response, err = onCall.GetOnCallSchedule(stranger, schedule)
		refused(404, response.StatusCode, err)
		response, err = paging.ResolveOnCallPage(stranger, page)
		refused(404, response.StatusCode, err)
		_, response, err = onCall.CreateOnCallSchedule(ctx, scheduleRequest("Refused", team, time.Now(), nowhere))
		refused(400, response.StatusCode, err)
	})

	test("what is no longer used is deleted", func() {
		made := whole(onCall.CreateOnCallSchedule(ctx, scheduleRequest("Gone", team, time.Now(), first)))
		done(onCall.DeleteOnCallSchedule(ctx, made.Data.GetId()))
		_, response, err := onCall.GetOnCallSchedule(ctx, made.Data.GetId())
		refused(404, response.StatusCode, err)
	})
}
