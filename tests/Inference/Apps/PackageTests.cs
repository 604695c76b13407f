using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Inference.Apps;

/// <summary>A project outside of the repository that refers to the package alone, whose build files and generator come with it.</summary>
[TestClass]
public sealed class PackageTests
{
    private const string Eight = "(features float32 [batch, 8]) -> (price float32 [batch, 1])";

    private readonly TemporaryFolder _folder = new();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void Project_WhoseModelHasTheStatedSignature_Builds_AndWithAnotherDoesNot()
    {
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppProcess.OutputOf("Library")))!;
        DotNet(0, "pack", "Inference/OnnxForge.Inference.csproj", "-c", configuration, "-o", _folder.File("feed"));
        File.WriteAllBytes(_folder.File("housing.onnx"), HandMadeModels.Housing);
        File.WriteAllText(_folder.File("Pricing.cs"), """
            using OnnxForge.Inference;
            namespace Pricing;
            [OnnxModel("housing.onnx")]
            public partial class Housing
            {
                public float Price() => Predict(new Input { Features = [1, 2, 3, 4, 5, 6, 7, 8] }).Price;
            }
            """);

        var built = Build(0, Eight);
        Assert.DoesNotContain("warning", built);
        Assert.IsTrue(File.Exists(_folder.File("bin", "Debug", "net10.0", "housing.onnx")));

        var nine = Eight.Replace("8", "9", StringComparison.Ordinal);
        Assert.Contains($"error OFG006: Class Housing: expected \"{nine}\" in 'housing.onnx'; received \"{Eight}\": the input features float32 [batch, 8] in place of features float32 [batch, 9]. ", Build(1, nine));
    }

    private string Build(int code, string signature)
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(_folder.File("Pricing.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <RestoreSources>{_folder.File("feed")}</RestoreSources>
                <RestorePackagesPath>{_folder.File("packages")}</RestorePackagesPath>
                <RestoreFallbackFolders>{packages}</RestoreFallbackFolders>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="OnnxForge.Inference" Version="*" />
                <OnnxModel Include="housing.onnx" Signature="{signature}" />
              </ItemGroup>
            </Project>
            """);
        return DotNet(code, "build", _folder.File("Pricing.csproj"), "-c", "Debug");
    }

    private static string DotNet(int code, params string[] arguments)
    {
        using var process = AppProcess.StartDotNet([.. arguments, "-v", "quiet", "--nologo"]);
        Assert.AreEqual(code, process.WaitForExit(), process.Text + process.Errors);
        return process.Text;
    }
}
