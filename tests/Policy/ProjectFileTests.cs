namespace OnnxForge.Tests.Policy;

[TestClass]
public sealed class ProjectFileTests
{
    [TestMethod]
    public void ProjectFiles_OfTheRepository_KeepTheRules()
    {
        string[] files = [.. Repository.Files("*.csproj"), .. Repository.Files("*.props"), .. Repository.Files("*.targets")];
        Assert.Contains("Inference/OnnxForge.Inference.csproj", files);
        Assert.Contains("NativePackages.props", files);
        Assert.That.NoViolations(files.SelectMany(f => ProjectFiles.Violations(f, File.ReadAllText(Path.Combine(Repository.Root, f)))));
    }

    [TestMethod]
    [DataRow("Authoring", "<Import Project='../NativePackages.props' />", "Authoring/P.csproj: imports NativePackages.props; only applications do")]
    [DataRow("models", "<Import Project='..\\NativePackages.props' />", "models/P.csproj: imports NativePackages.props; only applications do")]
    [DataRow("Inference", "<PackageReference Include='Microsoft.ML.OnnxRuntime' />", "Inference/P.csproj: names the native package Microsoft.ML.OnnxRuntime; only NativePackages.props does")]
    [DataRow("Inference", "<PackageReference Include='Microsoft.CodeAnalysis.CSharp' />", "Inference/P.csproj: refers to Microsoft.CodeAnalysis.CSharp, which Inference may not lean on")]
    [DataRow("Inference/Generator", "<PackageReference Include='Microsoft.ML.OnnxRuntime.Managed' />", "Inference/Generator/P.csproj: refers to Microsoft.ML.OnnxRuntime.Managed, which Inference/Generator may not lean on")]
    [DataRow("Cli", "<PackageReference Include='libtorch-cpu-linux-x64' />", "Cli/P.csproj: names the native package libtorch-cpu-linux-x64; only NativePackages.props does")]
    [DataRow("Authoring", "<PackageReference Include='TorchSharp-cpu' />", "Authoring/P.csproj: names the native package TorchSharp-cpu; only NativePackages.props does")]
    [DataRow("Authoring", "<PackageReference Include='Google.Protobuf' />", "Authoring/P.csproj: refers to Google.Protobuf, which Authoring may not lean on")]
    [DataRow("Inference", "<PackageReference Include='Microsoft.Extensions.Logging.Abstractions' />", "Inference/P.csproj: refers to Microsoft.Extensions.Logging.Abstractions, which Inference may not lean on")]
    [DataRow("Inference/Hosting", "<PackageReference Include='Microsoft.Extensions.Hosting' />", "Inference/Hosting/P.csproj: refers to Microsoft.Extensions.Hosting, which Inference/Hosting may not lean on")]
    [DataRow("models", "<ProjectReference Include='../Cli/OnnxForge.Cli.csproj' />", "models/P.csproj: refers to OnnxForge.Cli, which models may not lean on")]
    public void Project_ThatBreaksARule_IsNamed(string room, string element, string expected) =>
        Assert.AreEqual(expected, ProjectFiles.Violations($"{room}/P.csproj", $"<Project>{element}</Project>").Single());

    [TestMethod]
    public void Application_ThatChoosesNativesInTheOnePlace_Passes() =>
        Assert.IsEmpty(ProjectFiles.Violations("tests/Samples/App/App.csproj", "<Project><Import Project='../../../NativePackages.props' /><PackageReference Include='MSTest' /></Project>"));
}
