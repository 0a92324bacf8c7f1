using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using GameServer.Operations;
using Microsoft.Extensions.Configuration;
using YamlDotNet.RepresentationModel;

namespace GameServer.IntegrationTests.Readme;

/// <summary>What the pages offer to copy, for compose and for Kubernetes, would start, stay up and stop as they say.</summary>
public partial class DeploymentExampleTests
{
    private static readonly YamlMappingNode[] Documents =
        [.. new[] { "README.md", "src/GameServer/Operations/README.md" }.SelectMany(page => Fence().Matches(ReadmeFile.ReadSource(page))).SelectMany(fence => Parse(fence.Groups[1].Value))];

    private static readonly YamlMappingNode[] Composes = [.. Documents.Where(document => Find(document, "services") is not null)];

    private static readonly YamlMappingNode[] Deployments = [.. OfKind("Deployment")];

    [Fact]
    public void There_are_two_for_compose_and_two_for_Kubernetes_of_one_server_and_of_several()
    {
        Composes.Select(compose => OptionsOf(compose).Journal).Should().BeEquivalentTo([JournalKind.Postgres, JournalKind.Sqlite]);
        Deployments.Select(deployment => OptionsOf(deployment).Journal).Should().BeEquivalentTo([JournalKind.Postgres, JournalKind.Sqlite]);
    }

    [Fact]
    public void Every_setting_of_theirs_exists_and_the_server_would_start_with_it()
    {
        foreach (var document in Composes.Concat(Deployments))
        {
            new SettingsRules().Validate(null, OptionsOf(document)).Failures.Should().BeNull();
        }
    }

    [Fact]
    public void Every_server_believes_the_proxy_that_it_stands_behind()
    {
        foreach (var document in Composes.Concat(Deployments)) OptionsOf(document).Http.KnownProxies.Should().ContainSingle();
    }

    [Fact]
    public void A_proxy_has_an_address_that_nobody_else_is_given_and_keeps_its_certificates()
    {
        foreach (var compose in Composes)
        {
            var proxy = ServicesOf(compose).Single(service => Text(service, "image")?.StartsWith("caddy:", StringComparison.Ordinal) == true);
            var address = IPAddress.Parse(Texts(proxy, "ipv4_address").Single());
            var network = All(Find(compose, "networks")!.AllNodes.Single(node => Find(node, "ipam") is not null), "ipam", "config").Single();

            OptionsOf(compose).Http.KnownProxies.Should().Equal($"{address}");
            IPNetwork.Parse(Text(network, "subnet")!).Contains(address).Should().BeTrue();
            if (Text(network, "ip_range") is { } range) IPNetwork.Parse(range).Contains(address).Should().BeFalse("Docker hands those out from the first one on");
            else ServicesOf(compose).Should().OnlyContain(service => Texts(service, "ipv4_address").Count() == 1, "then it hands out none");
            Texts(compose, "volumes").Should().Contain(volumes => volumes.Contains("certificates:/data", StringComparison.Ordinal));
            Find(compose, "volumes", "certificates").Should().NotBeNull();
        }
    }

    [Fact]
    public void Whatever_ends_is_started_again_and_no_server_before_its_database_answers()
    {
        foreach (var service in Composes.SelectMany(ServicesOf)) Text(service, "restart").Should().Be("unless-stopped");

        var services = ServicesOf(Composes.Single(compose => OptionsOf(compose).Journal == JournalKind.Postgres)).ToList();
        services.Count(service => Find(service, "environment", "GameServer__Journal") is not null).Should().Be(3);
        services.Count(service => Text(service, "depends_on", "db", "condition") == "service_healthy").Should().Be(3, "a server ends when its database is not there at its start");
        services.SelectMany(service => Texts(service, "test")).Should().ContainSingle().Which.Should().Contain("pg_isready -h 127.0.0.1");
    }

    [Fact]
    public void An_Ingress_leads_to_the_public_port_and_bears_the_silence_of_a_hidden_page()
    {
        var ingresses = OfKind("Ingress").ToList();

        ingresses.Should().HaveCount(Deployments.Length);
        foreach (var ingress in ingresses)
        {
            var service = ingress.AllNodes.Select(node => Find(node, "backend", "service")).OfType<YamlNode>().Distinct().Single();
            (Text(service, "name"), Text(service, "port", "name")).Should().Be(("game", "play"));
            foreach (var way in new[] { "read", "send" })
            {
                var timeout = Text(ingress, "metadata", "annotations", $"nginx.ingress.kubernetes.io/proxy-{way}-timeout")!;
                int.Parse(timeout, CultureInfo.InvariantCulture).Should().BeGreaterThan(new GameServerOptions().Net.HiddenSilenceSeconds);
            }
        }
    }

    [Fact]
    public void A_server_with_a_file_is_alone_and_is_gone_before_the_next_one_starts()
    {
        foreach (var deployment in Deployments)
        {
            var isAlone = OptionsOf(deployment).Journal == JournalKind.Sqlite;

            Text(deployment, "spec", "strategy", "type").Should().Be(isAlone ? "Recreate" : "RollingUpdate");
            (Text(deployment, "spec", "replicas") == "1").Should().Be(isAlone);
            Texts(Container(deployment), "mountPath").Contains("/data").Should().Be(isAlone, "what several share is the database");
        }
    }

    [Fact]
    public void Probes_ask_the_operators_port_for_what_they_are_meant_to_know()
    {
        foreach (var container in Deployments.Select(Container))
        {
            var ops = All(container, "ports").Single(port => Text(port, "name") == "ops");

            Text(ops, "containerPort").Should().Be(new OpsOptions().Port.ToString(CultureInfo.InvariantCulture));
            foreach (var (probe, path) in new[] { ("startupProbe", "/readyz"), ("readinessProbe", "/readyz"), ("livenessProbe", "/healthz") })
            {
                Text(container, probe, "httpGet", "path").Should().Be(path);
                Text(container, probe, "httpGet", "port").Should().Be("ops");
            }
        }
    }

    [Fact]
    public void The_operators_port_is_reached_from_nowhere_else()
    {
        foreach (var service in OfKind("Service")) Texts(service, "targetPort").Should().Equal("play");
        foreach (var service in Composes.SelectMany(ServicesOf))
        {
            All(service, "ports").Select(port => port.ToString()).Should().NotContain(port => port.Contains("9090", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_grace_is_longer_than_a_drain()
    {
        var graces = Documents.SelectMany(document => Texts(document, "stop_grace_period").Concat(Texts(document, "terminationGracePeriodSeconds"))).ToList();

        graces.Should().HaveCount(Composes.Length + Deployments.Length);
        graces.Select(grace => int.Parse(grace.TrimEnd('s'), CultureInfo.InvariantCulture)).Should().OnlyContain(seconds => seconds > new GameServerOptions().Drain.MaxSeconds + 5);
    }

    [Fact]
    public void Of_several_servers_each_has_an_address_of_its_own_and_the_database_from_a_secret()
    {
        var deployment = Deployments.Single(deployment => OptionsOf(deployment).Journal == JournalKind.Postgres);
        var variables = All(Container(deployment), "env").ToDictionary(variable => Text(variable, "name")!);
        var names = variables.Keys.ToList();

        Text(variables["POD_IP"], "valueFrom", "fieldRef", "fieldPath").Should().Be("status.podIP");
        names.IndexOf("POD_IP").Should().BeLessThan(names.IndexOf("GameServer__Cluster__Url"), "Kubernetes puts in what stands above");
        Text(variables["GameServer__Cluster__Url"], "value").Should().Be("http://$(POD_IP):8080");
        var secret = OfKind("Secret").Single(secret => Text(secret, "metadata", "name") == Text(variables["GameServer__Postgres__Connection"], "valueFrom", "secretKeyRef", "name"));
        Text(secret, "stringData", Text(variables["GameServer__Postgres__Connection"], "valueFrom", "secretKeyRef", "key")!).Should().StartWith("Host=");
    }

    // What the server would make of the variables, with what Kubernetes puts in their place.
    private static GameServerOptions OptionsOf(YamlMappingNode document)
    {
        var map = document.AllNodes.OfType<YamlMappingNode>().SelectMany(node => node.Children).Select(pair => (Name: pair.Key.ToString(), Value: pair.Value.ToString()));
        var list = document.AllNodes.OfType<YamlMappingNode>().Select(node => (Name: Text(node, "name") ?? "", Value: Text(node, "value")?.Replace("$(POD_IP)", "10.0.0.7", StringComparison.Ordinal) ?? "Host=db"));
        var variables = map.Concat(list).Where(variable => variable.Name.StartsWith("GameServer__", StringComparison.Ordinal)).DistinctBy(variable => variable.Name);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(variables.Select(variable => KeyValuePair.Create(variable.Name.Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value))).Build();
        var options = new GameServerOptions();
        SettingsReader.Read(configuration, options);
        return options;
    }

    private static IEnumerable<YamlMappingNode> Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Select(document => (YamlMappingNode)document.RootNode);
    }

    private static IEnumerable<YamlMappingNode> OfKind(string kind) => Documents.Where(document => Text(document, "kind") == kind);

    private static IEnumerable<YamlNode> ServicesOf(YamlMappingNode compose) => ((YamlMappingNode)Find(compose, "services")!).Children.Values;

    private static YamlNode Container(YamlMappingNode deployment) => All(Find(deployment, "spec", "template", "spec")!, "containers").Single();

    private static YamlNode? Find(YamlNode node, params string[] way) =>
        way.Aggregate((YamlNode?)node, (at, key) => at is YamlMappingNode map && map.Children.TryGetValue(key, out var next) ? next : null);

    private static string? Text(YamlNode node, params string[] way) => Find(node, way)?.ToString();

    private static IEnumerable<YamlNode> All(YamlNode node, params string[] way) => (Find(node, way) as YamlSequenceNode)?.Children ?? [];

    // Every value of that key, however deep.
    private static IEnumerable<string> Texts(YamlNode node, string key) =>
        node.AllNodes.OfType<YamlMappingNode>().Distinct().SelectMany(map => map.Children).Where(pair => pair.Key.ToString() == key).Select(pair => pair.Value.ToString());

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
