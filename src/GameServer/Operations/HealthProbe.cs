namespace GameServer.Operations;

/// <summary>Asks the server of the same configuration whether it is alive: the health check of a container that has no shell and no curl.</summary>
internal static class HealthProbe
{
    // With its own start it must be done within the 3 s of the image's HEALTHCHECK, or it is ended before it can say what it found.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>0: it is; 1: it is not, or does not answer.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var page = PublicAddress.Page(PublicAddress.Configured(WebApplication.CreateSlimBuilder(args).Configuration));
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri(new Uri(page), "/healthz"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{page} does not answer: {e.Message}");
            return 1;
        }
    }
}
