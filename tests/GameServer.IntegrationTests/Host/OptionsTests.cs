using GameServer.Journals;
using GameServer.Operations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameServer.IntegrationTests.Host;

public sealed class OptionsTests
{
    [Fact]
    public void No_setting_at_all_works()
    {
        var options = Read();

        options.Journal.Should().Be(JournalKind.Sqlite);
        options.Limits.MaxConnections.Should().Be(10_000);
        options.Net.HelloSeconds.Should().Be(5);
        options.Http.KeepAliveSeconds.Should().Be(30);
    }

    [Fact]
    public void Settings_reach_the_options_whatever_their_type_and_case()
    {
        var options = Read(
            ("journal", "MEMORY"), ("Durability", "normal"), ("DataDirectory", "/elsewhere"), ("limits:maxrooms", "7"), ("Net:HelloSeconds", "3"),
            ("Net:KeepAliveSeconds", "20"), ("Net:AllowedOrigins", " https://a.example,https://b.example "),
            ("Net:KnownProxies:0", "10.0.0.1"), ("Net:KnownProxies:1", "::1"), ("Net:KnownProxies:2", "10.244.0.0/16"), ("Net:KnownProxies:3", "fd00::/8"), ("Limits:MovesPerSecond", "1000000"), ("Limits:MessageBytes", "1000000000"),
            ("Limits:InBytesBurst", "1000000000"));

        options.Journal.Should().Be(JournalKind.Memory);
        options.Durability.Should().Be(Durability.Normal);
        options.DataDirectory.Should().Be("/elsewhere");
        options.Limits.MaxRooms.Should().Be(7);
        options.Net.HelloSeconds.Should().Be(3);
        options.Http.KeepAliveSeconds.Should().Be(20, "both parts of the section Net are read");
        options.Http.AllowedOrigins.Should().Equal("https://a.example", "https://b.example");
        options.Http.KnownProxies.Should().Equal("10.0.0.1", "::1", "10.244.0.0/16", "fd00::/8");
        options.Limits.MessageBytes.Should().Be(1_000_000_000, "a load test may raise every limit");
    }

    [Theory]
    [InlineData("Limits:MaxRoms", "5", "GameServer:Limits:MaxRoms is no setting; the nearest one is GameServer:Limits:MaxRooms.")]
    [InlineData("MaxRooms", "5", "GameServer:MaxRooms is no setting; the nearest one is GameServer:*MaxRooms.")]
    [InlineData("Limits", "5", "GameServer:Limits is no setting; *")]
    [InlineData("Limits:MaxRooms:More", "5", "GameServer:Limits:MaxRooms is \"\": it must be a whole number from 1 to 1,000,000.")]
    [InlineData("Limits:MaxRooms", "many", "GameServer:Limits:MaxRooms is \"many\": it must be a whole number from 1 to 1,000,000.")]
    [InlineData("Limits:MaxRooms", "1e3", "GameServer:Limits:MaxRooms is \"1e3\": it must be *")]
    [InlineData("Limits:MaxRooms", "", "GameServer:Limits:MaxRooms is \"\": it must be *")]
    [InlineData("Limits:MaxRooms", "0", "GameServer:Limits:MaxRooms is 0: it must be a whole number from 1 to 1,000,000.")]
    [InlineData("Limits:MaxRooms", "99999999999", "GameServer:Limits:MaxRooms is \"99999999999\": it must be *")]
    [InlineData("Journal", "mysql", "GameServer:Journal is \"mysql\": it must be one of sqlite, memory, postgres.")]
    [InlineData("Journal", "1", "GameServer:Journal is \"1\": it must be one of sqlite, memory, postgres.")]
    [InlineData("Journal", "postgres", "GameServer:Postgres:Connection must be set for Journal postgres*")]
    [InlineData("Cluster:Url", "node-1:8080", "GameServer:Cluster:Url and Cluster:PublicUrl must be whole addresses*")]
    [InlineData("Durability", "most", "GameServer:Durability is \"most\": it must be one of full, normal.")]
    [InlineData("DataDirectory", "", "GameServer:DataDirectory is *")]
    [InlineData("Net:SilenceSeconds", "100", "GameServer:Net:SilenceSeconds may be at most Net:HiddenSilenceSeconds*")]
    [InlineData("Limits:ReplayBytesPer10Seconds", "2048", "GameServer:Limits:ReplayBytesPer10Seconds must be at least twice Room:LogBytes*")]
    [InlineData("Limits:InBytesBurst", "4096", "GameServer:Limits:InBytesBurst must be at least Limits:MessageBytes*")]
    [InlineData("Room:HandlerWarnMs", "5001", "GameServer:Room:HandlerWarnMs may be at most Room:HandlerFailMs*")]
    [InlineData("Drain:AnnounceSeconds", "25", "GameServer:Drain:AnnounceSeconds must be less than Drain:MaxSeconds*")]
    [InlineData("Ops:Bind", "somewhere", "GameServer:Ops:Bind must be an IP address*")]
    [InlineData("Net:KnownProxies", "proxy", "GameServer:Net:KnownProxies must be IP addresses*")]
    [InlineData("Net:KnownProxies", "proxy/16", "GameServer:Net:KnownProxies must be IP addresses*")]
    [InlineData("Net:KnownProxies", "10.244.0.0/33", "GameServer:Net:KnownProxies must be IP addresses*or networks*")]
    [InlineData("Net:AllowedOrigins", "friend.example", "GameServer:Net:AllowedOrigins must be written as a browser sends them*")]
    [InlineData("Net:AllowedOrigins", "https://friend.example/", "GameServer:Net:AllowedOrigins must be *")]
    [InlineData("Net:AllowedOrigins", "*", "GameServer:Net:AllowedOrigins must be *")]
    public void Nonsense_is_refused_with_one_sentence_that_names_the_key(string key, string value, string sentence)
    {
        var reading = () => Read((key, value));

        reading.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Match(sentence);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var reading = () => Read(("Limits:MaxRooms", "0"), ("Limits:MovesBurst", "0"), ("Ops:Bind", "x"));

        reading.Should().Throw<OptionsValidationException>().Which.Failures.Should().HaveCount(3);
    }

    [Fact]
    public void Every_setting_has_a_default_within_its_bounds_and_can_be_set_to_it()
    {
        var defaults = new GameServerOptions();

        foreach (var setting in Setting.All)
        {
            setting.IsWithinBounds(defaults).Should().BeTrue(setting.Key);
            setting.Show(Read((setting.Key, setting.Show(defaults)))).Should().Be(setting.Show(defaults), setting.Key);
        }
    }

    private static GameServerOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("GameServer:" + s.Key, (string?)s.Value))).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration);
        services.AddSettings();
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<GameServerOptions>>().Value;
    }
}
