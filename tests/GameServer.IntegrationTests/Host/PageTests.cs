using System.Net;
using Microsoft.Extensions.FileProviders;

namespace GameServer.IntegrationTests.Host;

public sealed class PageTests
{
    private const string Index = "<!doctype html><title>page</title>";

    [Theory]
    [InlineData("/")]
    [InlineData("/r/KITE7")]
    [InlineData("/assets/app-1a2b.js")]
    [InlineData("/sdk/gameserver.js")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/hub")]
    [InlineData("/nowhere")]
    [InlineData("/nowhere.js")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        await using var server = await StartAsync();

        var answer = await server.Http.GetAsync(path);

        Header(answer, "Content-Security-Policy").Should().ContainAll("default-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'")
            .And.NotContain("unsafe");
        Header(answer, "X-Content-Type-Options").Should().Be("nosniff");
        Header(answer, "Referrer-Policy").Should().Be("no-referrer");
        answer.Headers.Contains("Server").Should().BeFalse();
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/r/KITE7", HttpStatusCode.OK)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    public async Task The_page_answers_for_its_own_addresses_and_is_never_cached_blindly(string path, HttpStatusCode status)
    {
        await using var server = await StartAsync();

        var answer = await server.Http.GetAsync(path);

        answer.StatusCode.Should().Be(status);
        (await answer.Content.ReadAsStringAsync()).Should().Be(Index);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        Header(answer, "Cache-Control").Should().Be("no-cache");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/r/KITE7")]
    [InlineData("/healthz")]
    [InlineData("/sdk/gameserver.js")]
    public async Task A_look_without_the_body_is_answered(string path)
    {
        await using var server = await StartAsync();

        var answer = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Hashed_assets_are_kept_for_ever()
    {
        await using var server = await StartAsync();

        var answer = await server.Http.GetAsync("/assets/app-1a2b.js");

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        Header(answer, "Cache-Control").Should().ContainAll("immutable", "max-age=31536000");
    }

    [Fact]
    public async Task The_client_library_can_be_imported_from_any_page_and_nothing_else_can()
    {
        await using var server = await StartAsync();

        var library = await server.Http.GetAsync("/sdk/gameserver.js");
        var asset = await server.Http.GetAsync("/assets/app-1a2b.js");

        library.Content.Headers.ContentType!.MediaType.Should().Be("text/javascript");
        Header(library, "Access-Control-Allow-Origin").Should().Be("*");
        Header(library, "Cache-Control").Should().Be("no-cache");
        asset.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
    }

    [Fact]
    public async Task Scripts_travel_compressed_to_those_who_can_read_it()
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/app-1a2b.js");
        request.Headers.Add("Accept-Encoding", "br");

        var answer = await server.Http.SendAsync(request);

        answer.Content.Headers.ContentEncoding.Should().Equal("br");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_404_and_no_page()
    {
        await using var server = await StartAsync();

        var answer = await server.Http.GetAsync("/assets/gone-1a2b.js");

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Without_the_page_the_server_says_so()
    {
        await using var server = await RunningServer.StartAsync(builder => builder.Environment.WebRootFileProvider = new NullFileProvider());

        var answer = await server.Http.GetAsync("/");

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).Should().Be("This server was built without its page.\n");
    }

    private static Task<RunningServer> StartAsync() => RunningServer.StartAsync(builder =>
    {
        var root = Path.Combine(builder.Environment.ContentRootPath, "wwwroot");
        Write(root, "index.html", Index);
        Write(root, "assets/app-1a2b.js", string.Concat(Enumerable.Repeat("export const answer = 42;\n", 200)));
        Write(root, "sdk/gameserver.js", "export {};\n");
        builder.Environment.WebRootFileProvider = new PhysicalFileProvider(root);
    });

    private static void Write(string root, string name, string text)
    {
        var path = Path.Combine(root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(' ', answer.Headers.GetValues(name));
}
