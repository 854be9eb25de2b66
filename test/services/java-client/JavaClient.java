import com.datadog.api.client.ApiClient;
import com.datadog.api.client.ApiException;
import com.datadog.api.client.v1.api.AuthenticationApi;
import com.datadog.api.client.v2.api.OnCallApi;
import com.datadog.api.client.v2.api.OnCallPagingApi;
import com.datadog.api.client.v2.api.TeamsApi;
import com.datadog.api.client.v2.api.UsersApi;
import com.datadog.api.client.v2.model.*;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Drives the product with the official Java client and writes a line of JSON for each step. The host and the two keys
 * are all that is set.
 */
class JavaClient {
  static final String NOWHERE = "00000000-0000-4000-8000-00000000dead";

  final ApiClient client = connect("PRODUCT");
  final UsersApi users = new UsersApi(client);
  final TeamsApi teams = new TeamsApi(client);
  final OnCallApi onCall = new OnCallApi(client);
  final OnCallPagingApi paging = new OnCallPagingApi(client);
  final OffsetDateTime began = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).minusHours(1);

  String first;
  String second;
  String team;
  String schedule;
  String policy;
  UUID page;

  public static void main(String[] arguments) {
    new JavaClient().run();
  }

  static ApiClient connect(String owner) {
    ApiClient client = new ApiClient();
    client.setBasePath(System.getenv("PRODUCT_URL"));
    // No server of the client's own list, for paging neither.
    client.setServerIndex(null);
    client.configureApiKeys(
        Map.of(
            "apiKeyAuth", System.getenv(owner + "_API_KEY"),
            "appKeyAuth", System.getenv(owner + "_APPLICATION_KEY")));
    return client;
  }

  void run() {
    test("a pair of keys is valid", () -> expect(whole(new AuthenticationApi(client).validate()).getValid()));
    test("people and their team", this::makeTeam);
    test("a schedule answers who is on call", this::makeSchedule);
    test("a policy and the routing rule of the team", this::makePolicy);
    test("who of the team is on call", this::readTeamOnCall);
    test("a channel and a rule of a person", this::makeChannel);
    test("a page is acknowledged, escalated and resolved", this::livePage);
    test("what is not there, or another organization's, is refused with a reason", this::meetRefusals);
  }

  void makeTeam() throws ApiException {
    first = makeUser("Frances");
    second = makeUser("Annie");
    var attributes = new TeamCreateAttributes("beans", "Beans");
    team = whole(teams.createTeam(new TeamCreateRequest(new TeamCreate(attributes, TeamType.TEAM)))).getData().getId();
    var user = new RelationshipToUserTeamUser(new RelationshipToUserTeamUserData(first, UserTeamUserType.USERS));
    var membership = new UserTeamCreate(UserTeamType.TEAM_MEMBERSHIPS);
    membership.relationships(new UserTeamRelationships().user(user));
    whole(teams.createTeamMembership(team, new UserTeamRequest(membership)));
  }

  String makeUser(String name) throws ApiException {
    var attributes = new UserCreateAttributes(name.toLowerCase() + "@beans.example").name(name);
    var made = whole(users.createUser(new UserCreateRequest(new UserCreateData(attributes, UsersType.USERS))));
    var age = Duration.between(made.getData().getAttributes().getCreatedAt(), OffsetDateTime.now());
    expect(age.abs().compareTo(Duration.ofMinutes(1)) < 0);
    return made.getData().getId();
  }

  DataRelationshipsTeams ofTeam() {
    var item = new DataRelationshipsTeamsDataItems(team, DataRelationshipsTeamsDataItemsType.TEAMS);
    return new DataRelationshipsTeams().data(List.of(item));
  }

  ScheduleCreateRequest scheduleOf(String... people) {
    var layer =
        new ScheduleCreateRequestDataAttributesLayersItems()
            .name("Primary")
            .effectiveDate(began)
            .rotationStart(began)
            .interval(new LayerAttributesInterval().days(1));
    for (String id : people) {
      var user = new ScheduleRequestDataAttributesLayersItemsMembersItemsUser().id(id);
      layer.addMembersItem(new ScheduleRequestDataAttributesLayersItemsMembersItems().user(user));
    }
    var attributes =
        new ScheduleCreateRequestDataAttributes().name("Beans").timeZone("Europe/Berlin").layers(List.of(layer));
    var data = new ScheduleCreateRequestData(attributes, ScheduleCreateRequestDataType.SCHEDULES);
    return new ScheduleCreateRequest(data.relationships(new ScheduleCreateRequestDataRelationships().teams(ofTeam())));
  }

  void makeSchedule() throws ApiException {
    var include = new OnCallApi.CreateOnCallScheduleOptionalParameters().include("teams,layers,layers.members.user");
    var made = whole(onCall.createOnCallSchedule(scheduleOf(first, second), include));
    schedule = made.getData().getId();
    expect(made.getIncluded().size() >= 5);
    var user = new OnCallApi.GetScheduleOnCallUserOptionalParameters().include("user");
    var shift = whole(onCall.getScheduleOnCallUser(schedule, user));
    expect(shift.getData().getRelationships().getUser().getData().getId().equals(first));
    expect(shift.getData().getAttributes().getEnd().isEqual(began.plusDays(1)));
  }

  EscalationPolicyCreateRequestDataAttributesStepsItems step(EscalationPolicyStepTargetType type, String id) {
    var target = new EscalationPolicyStepTarget().type(type).id(id);
    return new EscalationPolicyCreateRequestDataAttributesStepsItems(List.of(target)).escalateAfterSeconds(3600L);
  }

  void makePolicy() throws ApiException {
    var steps =
        List.of(
            step(EscalationPolicyStepTargetType.SCHEDULES, schedule),
            step(EscalationPolicyStepTargetType.USERS, second));
    var attributes = new EscalationPolicyCreateRequestDataAttributes("Beans", steps);
    var data = new EscalationPolicyCreateRequestData(attributes, EscalationPolicyCreateRequestDataType.POLICIES);
    data.relationships(new EscalationPolicyCreateRequestDataRelationships().teams(ofTeam()));
    var include = new OnCallApi.CreateOnCallEscalationPolicyOptionalParameters().include("teams,steps.targets");
    var made = whole(onCall.createOnCallEscalationPolicy(new EscalationPolicyCreateRequest(data), include));
    policy = made.getData().getId();
    expect(made.getData().getRelationships().getSteps().getData().size() == 2);

    var rule = new TeamRoutingRulesRequestRule().query("").policyId(policy).urgency(Urgency.HIGH);
    var rules = new TeamRoutingRulesRequestData(TeamRoutingRulesRequestDataType.TEAM_ROUTING_RULES);
    rules.id(team).attributes(new TeamRoutingRulesRequestDataAttributes().rules(List.of(rule)));
    var included = new OnCallApi.SetOnCallTeamRoutingRulesOptionalParameters().include("rules");
    var set = whole(onCall.setOnCallTeamRoutingRules(team, new TeamRoutingRulesRequest().data(rules), included));
    expect(set.getIncluded().get(0).getRoutingRule().getAttributes().getUrgency().equals(Urgency.HIGH));
  }

  void readTeamOnCall() throws ApiException {
    var include = new OnCallApi.GetTeamOnCallUsersOptionalParameters().include("responders,escalations.responders");
    var found = whole(onCall.getTeamOnCallUsers(team, include));
    var responders = found.getData().getRelationships().getResponders().getData();
    expect(responders.size() == 1 && responders.get(0).getId().equals(first));
  }

  void makeChannel() throws ApiException {
    var config =
        new CreateEmailNotificationChannelConfig(
            "frances@phones.example",
            List.of(NotificationChannelEmailFormatType.TEXT),
            NotificationChannelEmailConfigType.EMAIL);
    var data = new CreateNotificationChannelData(NotificationChannelType.NOTIFICATION_CHANNELS);
    data.attributes(new CreateNotificationChannelAttributes().config(new CreateNotificationChannelConfig(config)));
    var channel = whole(onCall.createUserNotificationChannel(first, new CreateUserNotificationChannelRequest(data)));
    var address = channel.getData().getAttributes().getConfig().getNotificationChannelEmailConfig().getAddress();
    expect(address.equals("frances@phones.example"));

    var to = new OnCallNotificationRuleChannelRelationshipData().type(NotificationChannelType.NOTIFICATION_CHANNELS);
    to.id(channel.getData().getId());
    var rule = new CreateOnCallNotificationRuleRequestData(OnCallNotificationRuleType.NOTIFICATION_RULES);
    rule.relationships(
        new OnCallNotificationRuleRelationships().channel(new OnCallNotificationRuleChannelRelationship(to)));
    rule.attributes(
        new OnCallNotificationRuleRequestAttributes()
            .category(OnCallNotificationRuleCategory.HIGH_URGENCY)
            .delayMinutes(5L));
    var made = whole(onCall.createUserNotificationRule(first, new CreateOnCallNotificationRuleRequest(rule)));
    expect(made.getData().getAttributes().getDelayMinutes() == 5);
  }

  void livePage() throws ApiException {
    var target =
        new CreatePageRequestDataAttributesTarget().type(OnCallPageTargetType.TEAM_HANDLE).identifier("beans");
    var attributes = new CreatePageRequestDataAttributes(target, "Checkout is down", PageUrgency.HIGH);
    var data = new CreatePageRequestData(CreatePageRequestDataType.PAGES).attributes(attributes);
    var made = whole(paging.createOnCallPage(new CreatePageRequest().data(data)));
    // The other operations take nothing else than a UUID.
    page = UUID.fromString(made.getData().getId());
    paging.acknowledgeOnCallPage(page);
    paging.escalateOnCallPage(page);
    paging.resolveOnCallPage(page);
  }

  void meetRefusals() {
    ApiClient stranger = connect("OTHER");
    refused(404, () -> onCall.getOnCallSchedule(NOWHERE));
    refused(404, () -> new OnCallApi(stranger).getOnCallSchedule(schedule));
    refused(404, () -> new OnCallPagingApi(stranger).resolveOnCallPage(page));
    refused(400, () -> onCall.createOnCallSchedule(scheduleOf(NOWHERE)));
  }

  interface Step {
    void run() throws Exception;
  }

  /** A later step may stand on what an earlier one has made. */
  static void test(String name, Step step) {
    String error = "";
    try {
      step.run();
    } catch (ApiException failure) {
      error = failure.getCode() + " " + failure.getResponseBody();
    } catch (Exception failure) {
      error = failure + " at " + failure.getStackTrace()[0] + ", " + failure.getStackTrace()[1];
    }
    System.out.println("{\"name\":" + quoted(name) + (error.isEmpty() ? "" : ",\"error\":" + quoted(error)) + "}");
  }

  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + '"';
  }

  static void expect(boolean holds) {
    if (!holds) throw new IllegalStateException("it does not hold");
  }

  /** The client keeps what does not fit its models and marks the whole answer; this fails. */
  static <Answer> Answer whole(Answer answer) {
    try {
      if (answer.getClass().getField("unparsed").getBoolean(answer))
        throw new IllegalStateException("the client cannot parse " + answer);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException(missing);
    }
    return answer;
  }

  static void refused(int status, Step step) {
    try {
      step.run();
    } catch (ApiException failure) {
      if (failure.getCode() == status && failure.getResponseBody().contains("\"errors\"")) return;
      throw new IllegalStateException(failure.getCode() + " " + failure.getResponseBody());
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
    throw new IllegalStateException("it was not refused");
  }
}
