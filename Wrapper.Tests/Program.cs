using System.Text;
using Microsoft.Testing.Platform.Builder;
using TorchSharp;

[assembly: DoNotParallelize]      // tests count live tensors, and a second thread stalls LibTorch on a busy machine

namespace TorchBridge.Tests;

/// <summary>The test runner; or, started with <c>--child NAME</c>, one of the programs in <see cref="Children"/>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["--child", string name, ..])
        {
            // as the parent reads it; Windows has others
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            return Children.Run(name, args[2..]);
        }
        ITestApplicationBuilder builder = await TestApplication.CreateBuilderAsync(args);
        builder.AddMSTest(() => [typeof(Program).Assembly]);
        using ITestApplication application = await builder.BuildAsync();
        return await application.RunAsync();
    }
}

[TestClass]
public static class Setup
{
    [AssemblyInitialize]
    public static void Initialize(TestContext context) => torch.set_num_threads(1);
}
