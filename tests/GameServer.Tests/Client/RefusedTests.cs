using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.Tests.Client;

public class RefusedTests
{
    [Fact]
    public void A_refusal_for_now_says_how_long_to_wait()
    {
        new RefusedException(HubMethods.Create, new Joined { Ok = false, Reason = Reasons.RateLimited, RetryAfterMs = 19_001 })
            .Message.Should().Be("Create was refused: rate_limited. Try again in 19.1 s.");
        new RefusedException(HubMethods.Create, new Joined { Ok = false, Reason = Reasons.Unavailable, RetryAfterMs = 5_000, Text = "The server is short of memory." })
            .Message.Should().Be("Create was refused: unavailable. The server is short of memory. Try again in 5 s.");
        new RefusedException(HubMethods.Join, new Joined { Ok = false, Reason = Reasons.NotFound })
            .Message.Should().Be("Join was refused: not_found.");
    }
}
