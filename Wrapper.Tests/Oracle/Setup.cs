using TorchSharp;

[assembly: DoNotParallelize]      // most tests start programs, and some ask how long an answer takes

namespace TorchBridge.Tests.Oracle;

[TestClass]
public static class Setup
{
    [AssemblyInitialize]
    public static void Initialize(TestContext context) => torch.set_num_threads(1);
}
